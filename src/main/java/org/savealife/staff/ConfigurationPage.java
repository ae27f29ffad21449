package org.savealife.staff;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.savealife.platform.OnlyFor;
import org.savealife.platform.PageParameters;
import org.savealife.platform.Roles;
import org.savealife.platform.Settings;
import org.savealife.platform.Spans;
import org.savealife.platform.ThisProcess;

/** What this process is and how it is set up, without secrets, for admins. */
@Named
@RequestScoped
@OnlyFor(Roles.ADMIN)
public class ConfigurationPage {

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    @Inject
    Settings settings;

    @Inject
    ThisProcess process;

    @Inject
    Spans spans;

    private final Map<String, List<Settings.Setting>> sections = new LinkedHashMap<>();

    @PostConstruct
    void load() {
        settings.inForce().stream()
                .filter(setting -> fits(setting, getText()))
                .forEach(setting -> sections.computeIfAbsent(setting.section(), name -> new ArrayList<>())
                        .add(setting));
    }

    /** Whether each word of the text is in the key, its value or what is said of it, in any case. */
    static boolean fits(Settings.Setting setting, String text) {
        var all = String.join(" ", setting.section(), setting.key(), setting.value(), setting.purpose())
                .toLowerCase(Locale.ROOT);
        return BLANKS.splitAsStream(text.strip().toLowerCase(Locale.ROOT)).allMatch(all::contains);
    }

    /** What is searched for ({@code q}), or "". */
    public String getText() {
        return PageParameters.find("q").orElse("").strip();
    }

    /** The names of the sections, in the order of the file. */
    public List<String> getSections() {
        return List.copyOf(sections.keySet());
    }

    public List<Settings.Setting> settings(String section) {
        return sections.getOrDefault(section, List.of());
    }

    /** Keys that are set and that nobody reads. */
    public List<String> getUnknown() {
        return List.copyOf(settings.unknown());
    }

    public ThisProcess getProcess() {
        return process;
    }

    /** For how long it has been running, in words. */
    public String getUptime() {
        return spans.words(process.uptime());
    }
}
