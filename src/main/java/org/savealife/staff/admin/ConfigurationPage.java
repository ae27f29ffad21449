package org.savealife.staff.admin;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.savealife.platform.ProcessInfo;
import org.savealife.platform.config.Settings;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.DateTimeTexts;
import org.savealife.platform.i18n.DurationTexts;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.migration.Migration;
import org.savealife.platform.migration.MigrationState;
import org.savealife.platform.migration.Migrations;
import org.savealife.platform.migration.Schema;
import org.savealife.platform.retry.DatabaseUnavailable;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;

/**
 * This process and its configuration, without secrets, and the progress of migrations, for admins. Migrations are
 * missing if the database does not answer.
 */
@Named
@RequestScoped
@OnlyFor(Roles.ADMIN)
public class ConfigurationPage {

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    @Inject
    Settings settings;

    @Inject
    ProcessInfo process;

    @Inject
    DurationTexts spans;

    @Inject
    Migrations migrations;

    @Inject
    Schema schema;

    @Inject
    MessageBundle texts;

    @Inject
    DateTimeTexts times;

    private final Map<String, List<Settings.Setting>> sections = new LinkedHashMap<>();
    private List<Line> lines = List.of();

    /**
     * A migration.
     *
     * @param what it does
     * @param detail how many items it has looked at, and with which results
     */
    public record Line(String what, String state, String detail) {}

    @PostConstruct
    void load() {
        lines = lines();
        settings.inForce().stream()
                .filter(setting -> fits(setting, getText()))
                .forEach(setting -> sections.computeIfAbsent(setting.section(), name -> new ArrayList<>())
                        .add(setting));
    }

    /** Whether each word of the text is in the key, its value or its explanation, ignoring case. */
    static boolean fits(Settings.Setting setting, String text) {
        var all = String.join(" ", setting.section(), setting.key(), setting.value(), setting.purpose())
                .toLowerCase(Locale.ROOT);
        return BLANKS.splitAsStream(text.strip().toLowerCase(Locale.ROOT)).allMatch(all::contains);
    }

    /** The search text ({@code q}), or "". */
    public String getText() {
        return ViewParameters.find("q").orElse("").strip();
    }

    /** The names of the sections, in the order of the file. */
    public List<String> getSections() {
        return List.copyOf(sections.keySet());
    }

    public List<Settings.Setting> settings(String section) {
        return sections.getOrDefault(section, List.of());
    }

    /** Keys that are set, but do not exist. */
    public List<String> getUnknown() {
        return List.copyOf(settings.unknown());
    }

    private List<Line> lines() {
        try {
            var states = schema.states();
            return migrations.all().stream()
                    .map(migration -> line(migration, Objects.requireNonNull(states.get(migration.number()))))
                    .toList();
        } catch (RuntimeException failure) {
            if (!DatabaseUnavailable.isCauseOf(failure)) {
                throw failure;
            }
            return List.of();
        }
    }

    private Line line(Migration migration, MigrationState state) {
        return new Line(
                texts.get("migration." + migration.name()),
                state(state),
                state.looked() == 0 ? "" : texts.get("migration.counts", state.looked(), state.changed()));
    }

    private String state(MigrationState state) {
        return state.doneAt()
                .map(at -> at.equals(Instant.EPOCH)
                        ? texts.get("migration.not-needed")
                        : texts.get("migration.done", times.moment(at)))
                .or(() -> state.begunAt().map(at -> texts.get("migration.working", times.moment(at))))
                .orElseGet(() -> texts.get("migration.waiting"));
    }

    /** The migrations, in their order. */
    public List<Line> getMigrations() {
        return lines;
    }

    public ProcessInfo getProcess() {
        return process;
    }

    /** How long it has been running, in words. */
    public String getUptime() {
        return spans.words(process.uptime());
    }
}
