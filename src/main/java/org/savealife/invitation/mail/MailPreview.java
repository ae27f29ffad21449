package org.savealife.invitation.mail;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.savealife.donation.Donation;
import org.savealife.mail.message.Template;
import org.savealife.platform.i18n.Language;

/**
 * A mail in one language, to be shown on a page.
 *
 * @param source path of its HTML below the context, see {@link
 *     org.savealife.invitation.announce.InvitationPreviewServlet}
 */
public record MailPreview(Language language, Template.Preview mail, String source) {

    /**
     * The invitation in each language.
     *
     * @param first the language that comes first
     * @param query parameters by which {@link org.savealife.invitation.announce.InvitationPreviewServlet} finds the
     *     donation
     */
    public static List<MailPreview> of(Donation donation, Mailer mailer, Language first, String query) {
        return of(language -> mailer.preview(donation, language), first, query);
    }

    /** As above, for another mail. */
    public static List<MailPreview> of(Function<Language, Template.Preview> mail, Language first, String query) {
        return Arrays.stream(Language.values())
                .sorted((one, other) -> Boolean.compare(other == first, one == first))
                .map(language -> new MailPreview(
                        language, mail.apply(language), "/staff/preview?" + query + "&language=" + language.code()))
                .toList();
    }
}
