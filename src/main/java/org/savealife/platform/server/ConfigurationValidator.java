package org.savealife.platform.server;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.savealife.platform.StartFailure;
import org.savealife.platform.config.InvalidSettingException;
import org.savealife.platform.config.SettingReader;
import org.savealife.platform.config.Settings;
import org.savealife.platform.config.SettingsFile;
import org.savealife.platform.config.SettingsProducer;
import org.savealife.platform.dynamodb.AwsCredentialsCheck;
import org.savealife.platform.dynamodb.DynamoDbSettings;
import org.savealife.platform.logging.JsonLog;
import org.savealife.platform.logging.LogFloodFilter;
import org.savealife.platform.logging.LogSettings;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Reads every settings record before anything of the application starts, and checks that AWS can be called if the
 * database is there. If there is a mistake, the process ends ({@link StartFailure}). All mistakes are reported at once,
 * so that an operator can correct them together. An unknown key is a warning.
 *
 * <p>It runs before beans are discovered. Otherwise the first bean that needs a wrong setting would end the start, and
 * only that mistake would be reported.
 */
public class ConfigurationValidator implements Extension {

    private static final System.Logger LOG = System.getLogger(ConfigurationValidator.class.getName());

    private static final Pattern KEY = Pattern.compile("savealife(?:\\.[a-z0-9-]++)++");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    void check(@Observes BeforeBeanDiscovery start) {
        var config = ConfigProvider.getConfig(ConfigurationValidator.class.getClassLoader());
        var settings = SettingsProducer.in(config);
        JsonLog.install(logFormat(settings));
        LogFloodFilter.install();
        var keys = SettingsFile.parse(Settings.file());
        Settings.unknown(keys, Settings.sources(config))
                .forEach(name ->
                        LOG.log(System.Logger.Level.WARNING, "There is no setting " + name + ". Is its name right?"));
        var mistakes = mistakes(SettingsProducer.records(), keys, settings);
        if (mistakes.isEmpty()) {
            mistakes.addAll(mistakes(new SettingReader(settings).read(DynamoDbSettings.class)));
        }
        if (!mistakes.isEmpty()) {
            StartFailure.end(List.copyOf(mistakes));
            throw new IllegalStateException("Settings that cannot be used: " + mistakes.size()
                    + ". The lines above say which, and what is allowed.");
        }
    }

    /** So that mistakes are reported in the format of the log; a wrong format is reported as text. */
    private static LogSettings.Format logFormat(Function<String, Optional<String>> settings) {
        try {
            return new SettingReader(settings).read(LogSettings.class).format();
        } catch (InvalidSettingException wrong) {
            return LogSettings.Format.TEXT;
        }
    }

    /** Warns of what looks like a DynamoDB Local, and returns what is missing for a call of AWS. */
    private static List<String> mistakes(DynamoDbSettings database) {
        database.warning()
                .ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, Settings.withoutUserInfo(warning)));
        if (database.endpoint().isPresent()) {
            return List.of();
        }
        return AwsCredentialsCheck.missing(
                database.region()
                        .<AwsRegionProvider>map(name -> () -> Region.of(name))
                        .orElseGet(() -> DefaultAwsRegionProviderChain.builder().build()),
                DefaultCredentialsProvider.builder().build());
    }

    /** The mistakes, one line for each. */
    static Collection<String> mistakes(
            Collection<Class<? extends Record>> records,
            Collection<SettingsFile.Key> keys,
            Function<String, Optional<String>> settings) {
        var defaults = new HashMap<String, String>();
        keys.forEach(key -> defaults.put(key.name(), key.standard()));
        var mistakes = new LinkedHashSet<String>();
        records.forEach(type -> mistakes.addAll(mistakes(type, defaults, settings)));
        return mistakes;
    }

    /**
     * Reading stops at the first mistake. The record is then read again with the default of the key that the message
     * names, to find the next mistake.
     */
    private static List<String> mistakes(
            Class<? extends Record> type, Map<String, String> defaults, Function<String, Optional<String>> settings) {
        var mistakes = new ArrayList<String>();
        var told = new HashSet<String>();
        while (true) {
            try {
                var unused = new SettingReader(key -> told.contains(key)
                                ? Optional.ofNullable(defaults.get(key)).filter(value -> !value.isEmpty())
                                : settings.apply(key))
                        .read(type);
                return mistakes;
            } catch (InvalidSettingException wrong) {
                var mistake = String.valueOf(wrong.getMessage());
                mistakes.add(CONTROL.matcher(Settings.withoutUserInfo(mistake)).replaceAll("?"));
                if (!told.addAll(keysIn(mistake))) {
                    return mistakes;
                }
            }
        }
    }

    private static List<String> keysIn(String mistake) {
        return KEY.matcher(mistake).results().map(found -> found.group()).toList();
    }
}
