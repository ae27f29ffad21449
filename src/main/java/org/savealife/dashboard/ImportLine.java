package org.savealife.dashboard;

import org.savealife.donor.csv.DonorImportJob;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.security.CurrentUser;

/**
 * An import of donors.
 *
 * @param state in the words of runs
 * @param link to it, below the context; "" for none
 * @param percent that is done
 */
public record ImportLine(String title, String state, String progress, String link, double percent) {

    static ImportLine of(DonorImportJob job, MessageBundle texts, DateTimeTexts times, CurrentUser caller) {
        var finished = job.state() == DonorImportJob.State.FINISHED;
        var imported = job.figures().imported();
        return new ImportLine(
                texts.get("dash.import", job.owner()),
                finished ? "finished" : "running",
                finished
                        ? texts.get("dash.import.finished", imported, times.moment(job.changedAt()))
                        : texts.get("dash.import.progress", imported, job.toImport()),
                linkOf(job, caller),
                finished || job.toImport() == 0 ? 100 : 100.0 * job.figures().imported() / job.toImport());
    }

    /** Only the owner of an import can open it. */
    static String linkOf(DonorImportJob job, CurrentUser caller) {
        return job.owner().equals(caller.getName()) ? "/staff/donors-import.xhtml?job=" + job.id() : "";
    }
}
