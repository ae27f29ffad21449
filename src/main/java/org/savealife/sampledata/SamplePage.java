package org.savealife.sampledata;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;
import org.savealife.donor.Donor;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/** Sample data on the dashboard: offered, loaded, marked, removed. */
@Named
@RequestScoped
@OnlyFor(Roles.VIEWER)
public class SamplePage {

    /** The subject of these actions in the audit. */
    private static final String SUBJECT = "sample";

    private final SampleDataLoader look;
    private final AuditLog audit;

    private SampleDataLoader.@Nullable Progress progress;

    @Inject
    public SamplePage(SampleDataLoader look, AuditLog audit) {
        this.look = look;
        this.audit = audit;
    }

    public SampleDataLoader.Progress getProgress() {
        var known = progress;
        if (known == null) {
            known = look.look();
            progress = known;
        }
        return known;
    }

    /** A word of {@link SampleDataLoader.Stage}. */
    public String getStage() {
        return getProgress().stage().word();
    }

    /** Whether the donor is made up. */
    public boolean isSample(Donor donor) {
        return SampleData.isSample(donor);
    }

    /** Loads sample data; where somebody else was faster, the page shows it. */
    @OnlyFor(Roles.STAFF)
    public void load() {
        begin(look::load, "sample.load");
    }

    /** Removes sample data with all that came of it. */
    @OnlyFor(Roles.STAFF)
    public void remove() {
        begin(look::remove, "sample.remove");
    }

    private void begin(Runnable action, String name) {
        try {
            action.run();
            audit.record(name, SUBJECT);
        } catch (ConflictException otherwise) {
            System.getLogger(SamplePage.class.getName())
                    .log(System.Logger.Level.DEBUG, "Sample data: somebody else was faster");
        }
        progress = null;
    }
}
