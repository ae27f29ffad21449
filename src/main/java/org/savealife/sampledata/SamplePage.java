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

    private final SampleDataLoader loader;
    private final AuditLog audit;

    private SampleDataLoader.@Nullable Progress progress;

    @Inject
    public SamplePage(SampleDataLoader loader, AuditLog audit) {
        this.loader = loader;
        this.audit = audit;
    }

    public SampleDataLoader.Progress getProgress() {
        var known = progress;
        if (known == null) {
            known = loader.progress();
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
        begin(loader::load, "sample.load");
    }

    /** Removes sample data with all that came of it. */
    @OnlyFor(Roles.STAFF)
    public void remove() {
        begin(loader::remove, "sample.remove");
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
