package org.savealife.invitation.web;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.savealife.invitation.Counts;
import org.savealife.invitation.LedgerRepository;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.paging.Listing;
import org.savealife.platform.paging.Pager;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * The donors of the run on {@link DonationPage}. Address parameters: {@code q} (what a name or an address begins
 * with), {@code outcome} (its kind), {@code reason}, and those of the {@link Pager}.
 */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class RunDonorsPage {

    /** Donors on a page. */
    private static final int PAGE = 20;

    private static final String LIST = "#donors";

    private final DonationPage donation;
    private final RunDonors donors;
    private final ReasonTexts reasons;

    private @Nullable Listing<RunDonors.Line> listing;

    @Inject
    public RunDonorsPage(DonationPage donation, RunDonors donors, ReasonTexts reasons) {
        this.donation = donation;
        this.donors = donors;
        this.reasons = reasons;
    }

    private String parameter(String name) {
        return ViewParameters.find(name).orElse("").strip();
    }

    /** The kind of outcome that is listed, or "" for all. */
    public String getOutcome() {
        return kind(parameter("outcome"));
    }

    static String kind(String word) {
        return List.of("sent", "failed", "skipped", "deferred", "unknown").contains(word) ? word : "";
    }

    /** The reason that is listed, or "" for all. */
    public String getChosenReason() {
        return getOutcome().isEmpty() ? "" : parameter("reason");
    }

    /** The search text, or "". */
    public String getText() {
        return parameter("q");
    }

    /** The reasons of the listed kind with their numbers, the most frequent first. */
    public List<Map.Entry<String, Long>> getReasons() {
        var counts = donation.getFigures().run().counts();
        var known = switch (getOutcome()) {
            case "failed" -> counts.failed();
            case "skipped" -> counts.skipped();
            default -> Map.<String, Long>of();
        };
        return Counts.mostFrequentFirst(known);
    }

    /** The reason, as it is counted, in words. */
    public String reasonWord(String reason) {
        return reasons.words(reason);
    }

    public List<RunDonors.Line> getLines() {
        return listing().entries();
    }

    private Listing<RunDonors.Line> listing() {
        var known = listing;
        if (known == null) {
            var query = new RunDonors.Query(
                    donation.getDonation(),
                    donation.getRunId(),
                    new LedgerRepository.Wanted(getOutcome(), getChosenReason()),
                    getText());
            known = donors.find(query, query.place(parameter("after")), PAGE);
            listing = known;
        }
        return known;
    }

    /** The reason for the donor's outcome; "" if there is none. */
    public String why(RunDonors.Line line) {
        return reasons.words(line.outcome());
    }

    public boolean isMore() {
        return !listing().next().isNone();
    }

    /** The page on which the list stands. */
    public String getView() {
        return RunParameter.page(donation.getRunId());
    }

    /** Whether a live update is to include the list. */
    public boolean isListWanted() {
        return parameter("after").isEmpty() && !parameter("list").equals("no");
    }

    public Pager getPages() {
        return Pager.of(
                ViewParameters::find,
                getView(),
                filters(getText(), getOutcome(), getChosenReason()),
                LIST,
                listing().next());
    }

    /** The address of the list of donors with that outcome and reason. */
    public String address(String kind, String reason) {
        return getView() + Pager.query(filters(getText(), kind, reason)) + LIST;
    }

    /** The address of this list without the search text. */
    public String getWithoutText() {
        return getView() + Pager.query(filters("", getOutcome(), getChosenReason())) + LIST;
    }

    /** The address of this list as CSV. */
    public String getExport() {
        return "run.csv" + Pager.query(filters(getText(), getOutcome(), getChosenReason()));
    }

    /** The parameters of this list, to ask for it again. */
    public String getQuery() {
        var parameters = filters(getText(), getOutcome(), getChosenReason());
        parameters.put("after", parameter("after"));
        return Pager.query(parameters);
    }

    private Map<String, String> filters(String text, String kind, String reason) {
        var filters = new LinkedHashMap<String, String>();
        filters.put("id", donation.getRunId().text());
        filters.put("q", text);
        filters.put("outcome", kind);
        filters.put("reason", reason);
        return filters;
    }
}
