package org.savealife.platform.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The configuration in force, for people: each key of {@code META-INF/microprofile-config.properties} with its value,
 * its source and its purpose. It reveals no secret, only whether one is set.
 */
@ApplicationScoped
public class Settings {

    private static final String FILE = "META-INF/microprofile-config.properties";
    private static final String OURS = "savealife.";
    private static final String OUR_VARIABLES = "SAVEALIFE_";

    /** Recognised by the name, so that new secrets are recognised too. Better too many than too few. */
    private static final Pattern SECRET = Pattern.compile("password|passwd|secret|token|credential|private|api-?key");

    /** User name and password in a URL, as in {@code https://name:password@host}. */
    private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]*@");

    /** Keys of the local run and of the tests, which start the application. */
    private static final Pattern NOT_FOR_US =
            Pattern.compile("savealife\\.(http|smtp|mailbox|dynamodb)-port|savealife\\.crash\\..*");

    private static final Pattern NO_LETTER_OR_DIGIT = Pattern.compile("[^a-zA-Z0-9]");

    /**
     * Ordinals of MicroProfile Config 3.1, "ConfigSource": the source with the highest ordinal that has a value wins.
     */
    private static final int SYSTEM_PROPERTIES = 400;

    private static final int VARIABLES = 300;
    private static final int DEFAULTS = 100;

    private final Config config;

    @Inject
    public Settings(Config config) {
        this.config = config;
    }

    /** Where a value comes from; OTHER is a source of the server. */
    public enum Origin {
        PROPERTY,
        ENVIRONMENT,
        DEFAULT,
        OTHER,
        /** There is no value. */
        NONE;

        private static Origin of(ConfigSource source) {
            return switch (source.getOrdinal()) {
                case SYSTEM_PROPERTIES -> PROPERTY;
                case VARIABLES -> ENVIRONMENT;
                case DEFAULTS -> DEFAULT;
                default -> OTHER;
            };
        }

        /** {@code property}, {@code environment} and so on. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A key and its value.
     *
     * @param value "" for a secret, and if there is none
     * @param secret whether nothing but {@link #isSet} may be shown
     */
    public record Setting(String section, String key, String purpose, String value, Origin origin, boolean secret) {

        public boolean isSet() {
            return origin != Origin.NONE;
        }

        /** Whether somebody has set it. */
        public boolean isChanged() {
            return isSet() && origin != Origin.DEFAULT;
        }
    }

    /** The settings in force, in the order of the file. */
    public List<Setting> inForce() {
        return inForce(SettingsFile.parse(file()), sources(config));
    }

    /** Keys that are set and that do not exist, for example misspelled ones; without their values. */
    public Collection<String> unknown() {
        return unknown(SettingsFile.parse(file()), sources(config));
    }

    static List<Setting> inForce(List<SettingsFile.Key> keys, List<ConfigSource> sources) {
        return keys.stream().map(key -> setting(key, sources)).toList();
    }

    public static Collection<String> unknown(List<SettingsFile.Key> keys, List<ConfigSource> sources) {
        var names = keys.stream().map(SettingsFile.Key::name).collect(Collectors.toSet());
        var variables = names.stream().map(Settings::variable).collect(Collectors.toSet());
        var unknown = new TreeSet<String>();
        for (var source : sources) {
            for (var name : source.getPropertyNames()) {
                var strange = name.startsWith(OURS)
                        ? !names.contains(name) && !NOT_FOR_US.matcher(name).matches()
                        : name.startsWith(OUR_VARIABLES) && !variables.contains(name);
                if (strange) {
                    unknown.add(name);
                }
            }
        }
        return Collections.unmodifiableSet(unknown);
    }

    static boolean isSecret(String key) {
        return SECRET.matcher(key.toLowerCase(Locale.ROOT)).find();
    }

    public static String withoutUserInfo(String text) {
        return USER_INFO.matcher(text).replaceAll("//…@");
    }

    private static Setting setting(SettingsFile.Key key, List<ConfigSource> sources) {
        var source = sources.stream()
                .filter(each -> Optional.ofNullable(each.getValue(key.name()))
                        .filter(value -> !value.isEmpty())
                        .isPresent())
                .findFirst();
        var secret = isSecret(key.name());
        return new Setting(
                key.section(),
                key.name(),
                key.purpose(),
                source.filter(found -> !secret)
                        .map(found -> withoutUserInfo(found.getValue(key.name())))
                        .orElse(""),
                source.map(Origin::of).orElse(Origin.NONE),
                secret);
    }

    /** The environment variable of a key (MicroProfile Config 3.1, "Environment Variables Mapping Rules"). */
    private static String variable(String key) {
        return NO_LETTER_OR_DIGIT.matcher(key).replaceAll("_").toUpperCase(Locale.ROOT);
    }

    /** By priority: the first source that has a value wins. */
    public static List<ConfigSource> sources(Config config) {
        return StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .sorted((one, other) -> Integer.compare(other.getOrdinal(), one.getOrdinal()))
                .toList();
    }

    /** Our own file, not one of the same name in another library or the server. */
    public static String file() {
        try {
            for (var file : Collections.list(Settings.class.getClassLoader().getResources(FILE))) {
                try (var stream = file.openStream()) {
                    var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    if (text.contains("\n" + OURS)) {
                        return text;
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(FILE + " cannot be read.", unreadable);
        }
        throw new IllegalStateException(FILE + " is not there.");
    }
}
