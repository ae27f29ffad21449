package org.savealife.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.savealife.donation.Donation;
import org.savealife.donor.csv.DonorImportJob;
import org.savealife.invitation.InvitationRun;
import org.savealife.invitation.web.RunActions;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;

/** What needs the attention of staff: background work, imports and runs. */
public final class DashboardProblems {

    private final Dashboard now;
    private final List<RunLine> runs;
    private final Function<Donation, RunLine> lineOf;
    private final MessageBundle texts;
    private final DateTimeTexts times;
    private final CurrentUser caller;

    /**
     * Something that needs attention.
     *
     * @param link a path below the context
     */
    public record Problem(String icon, String title, String text, String link, String button) {}

    /**
     * @param runs of the next donations
     * @param lineOf returns the run of a donation
     */
    DashboardProblems(
            Dashboard now,
            List<RunLine> runs,
            Function<Donation, RunLine> lineOf,
            MessageBundle texts,
            DateTimeTexts times,
            CurrentUser caller) {
        this.now = now;
        this.runs = runs;
        this.lineOf = lineOf;
        this.texts = texts;
        this.times = times;
        this.caller = caller;
    }

    /** All problems, the most urgent first. */
    List<Problem> find() {
        var found = new ArrayList<Problem>();
        ofDatabaseAndRelay(found);
        ofStreamAndBounces(found);
        now.imports().stream()
                .filter(job -> job.state() == DonorImportJob.State.FAILED && job.toImport() > 0)
                .map(this::failed)
                .forEach(found::add);
        var looked = Stream.concat(runs.stream(), now.attention().stream().map(lineOf))
                .toList();
        looked.stream()
                .filter(RunLine::isHeldUp)
                .sorted(Comparator.comparing(line -> isPausedByStaff(line)))
                .map(this::paused)
                .forEach(found::add);
        looked.stream()
                .filter(line -> !line.isHeldUp() && !line.donation().cancelled())
                .filter(line -> line.figures().run().counts().failures() > 0)
                .sorted(Comparator.comparingLong(
                        line -> -line.figures().run().counts().failures()))
                .map(this::failed)
                .forEach(found::add);
        runs.stream()
                .filter(line -> !line.isHeldUp() && !line.donation().cancelled())
                .filter(line -> line.figures().run().counts().unknown() > 0)
                .map(this::unknown)
                .forEach(found::add);
        return List.copyOf(found);
    }

    private void ofDatabaseAndRelay(List<Problem> found) {
        var machinery = now.machinery();
        if (machinery.full()) {
            found.add(new Problem(
                    "server",
                    texts.get("dash.full"),
                    texts.get("dash.full.text"),
                    caller.isAdmin() ? "/staff/configuration.xhtml" : "/staff/donors.xhtml",
                    texts.get(caller.isAdmin() ? "dash.full.open" : "dash.full.donors")));
        }
        if (!machinery.relay().reachable()) {
            found.add(new Problem(
                    "server",
                    texts.get("dash.relay", times.moment(machinery.relay().since())),
                    texts.get("dash.relay.text", machinery.relay().lastError()),
                    "/staff/donations.xhtml?when=coming",
                    texts.get("dash.relay.open")));
        }
    }

    private void ofStreamAndBounces(List<Problem> found) {
        var machinery = now.machinery();
        if (!machinery.reading()) {
            found.add(new Problem(
                    "stream",
                    texts.get("dash.stream"),
                    texts.get("dash.stream.text"),
                    "/staff/stream.xhtml",
                    texts.get("dash.stream.open")));
        }
        if (machinery.parked() > 0) {
            found.add(new Problem(
                    "inbox",
                    texts.get("dash.parked", machinery.parked()),
                    texts.get("dash.parked.text"),
                    "/staff/stream.xhtml",
                    texts.get("dash.parked.open")));
        }
        if (machinery.heldBounces() > 0) {
            found.add(new Problem(
                    "mail",
                    texts.get("dash.bounces", machinery.heldBounces()),
                    texts.get("dash.bounces.text"),
                    caller.isAdmin() ? "/staff/mail.xhtml" : "/staff/donors.xhtml",
                    texts.get(caller.isAdmin() ? "dash.bounces.open" : "dash.bounces.donors")));
        }
    }

    private Problem failed(DonorImportJob job) {
        return new Problem(
                "people",
                texts.get("dash.import.failed", job.owner()),
                texts.sentence(job.failure()),
                ImportLine.linkOf(job, caller).isEmpty() ? "/staff/donors.xhtml" : ImportLine.linkOf(job, caller),
                texts.get(ImportLine.linkOf(job, caller).isEmpty() ? "dash.bounces.donors" : "dash.import.open"));
    }

    private static boolean isPausedByStaff(RunLine line) {
        return line.figures().run().reason().equals(RunActions.PAUSED_BY_STAFF);
    }

    private Problem paused(RunLine line) {
        var text = isPausedByStaff(line)
                ? texts.get(key("dash.paused.text", line), line.waitingToRead())
                : texts.get(
                        key("dash.paused-itself.text", line),
                        line.figures().run().reason(),
                        line.waitingToRead());
        return new Problem(
                "pause",
                texts.get(isPausedByStaff(line) ? "dash.paused" : "dash.paused-itself", line.name(times)),
                text,
                link(line, ""),
                texts.get("dash.run.open"));
    }

    private static String key(String counted, RunLine line) {
        return line.figures().estimated() ? counted + ".about" : counted;
    }

    private Problem failed(RunLine line) {
        return new Problem(
                "mail",
                texts.get("dash.failed", line.figures().run().counts().failures(), line.name(times)),
                texts.get(line.is(InvitationRun.Status.FINISHED) ? "dash.failed.text" : "dash.failed.going"),
                link(line, "&outcome=failed#donors"),
                texts.get("dash.failed.open"));
    }

    private Problem unknown(RunLine line) {
        return new Problem(
                "mail",
                texts.get("dash.unknown", line.figures().run().counts().unknown(), line.name(times)),
                texts.get("dash.unknown.text"),
                link(line, "&outcome=unknown#donors"),
                texts.get("dash.failed.open"));
    }

    private static String link(RunLine line, String more) {
        return "/staff/donation.xhtml?id=" + line.donation().id() + more;
    }
}
