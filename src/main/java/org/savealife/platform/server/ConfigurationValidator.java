package org.savealife.platform.server;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.savealife.platform.StartFailure;
import org.savealife.platform.config.Settings;
import org.savealife.platform.config.SettingsFile;
import org.savealife.platform.config.SettingsValidator;
import org.savealife.platform.dynamodb.AwsCredentialsCheck;
import org.savealife.platform.dynamodb.DynamoDbClients;
import org.savealife.platform.dynamodb.DynamoDbLocal;
import org.savealife.platform.logging.JsonLog;
import org.savealife.platform.logging.LogFloodFilter;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Applies every {@link SettingsValidator} before anything of the application starts, and checks that AWS can be called
 * if the database is there. If there is a mistake, the process ends ({@link StartFailure}). All mistakes are reported
 * at once, so that an operator can correct them together. An unknown key is a warning.
 *
 * <p>It runs before beans are discovered, because the server then checks the types of injected settings and reports
 * only one mistake.
 */
public class ConfigurationValidator implements Extension {

    private static final System.Logger LOG = System.getLogger(ConfigurationValidator.class.getName());

    private static final Pattern KEY = Pattern.compile("savealife(?:\\.[a-z0-9-]++)++");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    void check(@Observes BeforeBeanDiscovery start) {
        var config = ConfigProvider.getConfig(ConfigurationValidator.class.getClassLoader());
        JsonLog.install(config.getOptionalValue(JsonLog.KEY, String.class).orElse(""));
        LogFloodFilter.install();
        var keys = SettingsFile.parse(Settings.file());
        Settings.unknown(keys, Settings.sources(config))
                .forEach(name ->
                        LOG.log(System.Logger.Level.WARNING, "There is no setting " + name + ". Is its name right?"));
        var mistakes = mistakes(rules(), keys, settings(config));
        if (mistakes.isEmpty()) {
            warnOfDynamoDbLocal(config);
        }
        if (mistakes.isEmpty()
                && config.getOptionalValue(DynamoDbClients.ENDPOINT, String.class)
                        .isEmpty()) {
            var region = config.getOptionalValue(DynamoDbClients.REGION, String.class);
            mistakes.addAll(AwsCredentialsCheck.missing(
                    region.<AwsRegionProvider>map(name -> () -> Region.of(name))
                            .orElseGet(() ->
                                    DefaultAwsRegionProviderChain.builder().build()),
                    DefaultCredentialsProvider.builder().build()));
        }
        if (!mistakes.isEmpty()) {
            StartFailure.end(List.copyOf(mistakes));
            throw new IllegalStateException("Settings that cannot be used: " + mistakes.size()
                    + ". The lines above say which, and what is allowed.");
        }
    }

    private static void warnOfDynamoDbLocal(Config config) {
        var endpoint = config.getOptionalValue(DynamoDbClients.ENDPOINT, URI.class);
        var isLocal =
                config.getOptionalValue(DynamoDbLocal.SETTING, Boolean.class).orElse(false);
        DynamoDbLocal.warning(endpoint, isLocal)
                .ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, Settings.withoutUserInfo(warning)));
    }

    static List<SettingsValidator> rules() {
        return ServiceLoader.load(SettingsValidator.class, ConfigurationValidator.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static Function<String, Optional<String>> settings(Config config) {
        return key -> config.getOptionalValue(key, String.class);
    }

    /** The mistakes, one line for each. */
    static Collection<String> mistakes(
            Collection<SettingsValidator> rules,
            Collection<SettingsFile.Key> keys,
            Function<String, Optional<String>> settings) {
        var defaults = new HashMap<String, String>();
        keys.forEach(key -> defaults.put(key.name(), key.standard()));
        var mistakes = new LinkedHashSet<String>();
        rules.forEach(rule -> mistakes.addAll(mistakes(rule, defaults, settings)));
        return mistakes;
    }

    /**
     * A rule stops at its first mistake. It is then applied again with the default of the key that the message names,
     * to find the next mistake.
     */
    private static List<String> mistakes(
            SettingsValidator rule, Map<String, String> defaults, Function<String, Optional<String>> settings) {
        var mistakes = new ArrayList<String>();
        var told = new HashSet<String>();
        while (true) {
            try {
                rule.check(key -> told.contains(key)
                        ? Optional.ofNullable(defaults.get(key)).filter(value -> !value.isEmpty())
                        : settings.apply(key));
                return mistakes;
            } catch (IllegalStateException wrong) {
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
