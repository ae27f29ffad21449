package org.savealife.invitation.announce;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.savealife.donation.Donation;
import org.savealife.donation.DonationEdit;
import org.savealife.donation.Notify;
import org.savealife.donation.Seating;
import org.savealife.invitation.mail.MailPreview;
import org.savealife.invitation.mail.Mailer;
import org.savealife.invitation.mail.Occasion;
import org.savealife.invitation.run.Former;
import org.savealife.invitation.run.Reply;
import org.savealife.invitation.run.RunId;
import org.savealife.mail.message.Template;
import org.savealife.platform.i18n.Language;

/**
 * The mail that will tell of a change of a donation, before it is saved. If all who were invited are told, it is the
 * mail for those who have not booked, as most have not.
 *
 * @param reply of the donor to whom it is shown
 * @param query parameters by which {@link InvitationPreviewServlet} finds the change, see {@link #read}
 */
record ChangeMail(Occasion occasion, Reply reply, String query) {

    /** The parameter with the id of the changed donation. */
    static final String CHANGED = "change";

    /**
     * The mail, or nothing if the edit changes nothing that donors are told, or if nobody is to be told.
     *
     * @throws org.savealife.platform.error.InvalidFieldsException naming every field that is missing or wrong
     * @throws org.savealife.platform.error.ConflictException if the donation is over or called off
     */
    static Optional<ChangeMail> of(Donation before, DonationEdit edit, Instant now, ZoneId zone) {
        var unseated = before.withSeating(Seating.NONE);
        var after = edit.of(unseated, now, zone);
        if (after.equals(unseated) || after.version().told() == Notify.NOBODY) {
            return Optional.empty();
        }
        var run = RunId.change(after.id(), after.version().sequence());
        var former = new Former(before.address(), before.startsAt(), before.length());
        var isToBooked = after.version().told() == Notify.BOOKED;
        return Optional.of(new ChangeMail(
                new Occasion(run, after, now, Optional.of(former), List.of()),
                isToBooked ? new Reply(Reply.State.BOOKED, Optional.empty()) : Reply.NONE,
                query(before.id(), edit)));
    }

    private static String query(String donationId, DonationEdit edit) {
        var fields = new TreeMap<>(Map.of(CHANGED, donationId));
        edit.address().ifPresent(text -> fields.put("address", text));
        edit.datetime().ifPresent(text -> fields.put("datetime", text));
        edit.endsAt().ifPresent(text -> fields.put("ends_at", text));
        edit.note().ifPresent(text -> fields.put("note", text));
        edit.told().ifPresent(text -> fields.put("notify", text));
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** The edit from the parameters of {@link #query}. */
    static DonationEdit read(Function<String, Optional<String>> parameters) {
        return new DonationEdit(
                Optional.empty(),
                parameters.apply("address"),
                parameters.apply("datetime"),
                parameters.apply("ends_at"),
                parameters.apply("note"),
                parameters.apply("notify"));
    }

    boolean isToBooked() {
        return reply.isBooked();
    }

    Template.Preview in(Language language, Mailer mailer) {
        return mailer.preview(occasion, reply, language);
    }

    /** The mail in each language. */
    List<MailPreview> previews(Mailer mailer, Language first) {
        return MailPreview.of(language -> in(language, mailer), first, query);
    }
}
