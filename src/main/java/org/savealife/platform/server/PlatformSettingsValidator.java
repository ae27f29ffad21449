package org.savealife.platform.server;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.savealife.platform.config.SettingReader;
import org.savealife.platform.config.SettingsValidator;
import org.savealife.platform.dynamodb.DynamoDbClients;
import org.savealife.platform.dynamodb.DynamoDbLocal;
import org.savealife.platform.dynamodb.DynamoDbLocalGuard;
import org.savealife.platform.dynamodb.Retention;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.logging.JsonLog;
import org.savealife.platform.organisation.Organisation;

/** Settings of the process, the organisation, the tables, the log and the proxy. */
public class PlatformSettingsValidator implements SettingsValidator {

    private static final String TABLE = "savealife.table";
    private static final String INVITATIONS_TABLE = "savealife.invitations-table";
    private static final String ZONE = "savealife.time-zone";
    private static final String LANGUAGE = "savealife.language";

    /** Names of tables in DynamoDB, shorter by what the names of the lease tables add. */
    private static final Pattern TABLE_NAME = Pattern.compile("[A-Za-z0-9_.-]{3,180}");

    private static final Pattern REGION = Pattern.compile("[a-z]{2,20}(-[a-z0-9]{1,20}){0,5}");

    /** RFC 9110 section 5.6.2. */
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private static final int MAX_SESSION_MINUTES = 7 * 24 * 60;

    @Override
    public void check(Function<String, Optional<String>> settings) {
        var reader = new SettingReader(settings);
        reader.oneOf("savealife.role", "all", "web", "worker");
        reader.wholeNumber("savealife.http-port", 0, 65_535);
        reader.text("savealife.http-address");
        reader.wholeNumber("savealife.drain-seconds", 0, 3_600);
        checkZone(reader.text(ZONE));
        checkLanguage(reader.text(LANGUAGE));
        Organisation.read(settings);
        checkTables(reader);
        reader.yesOrNo("savealife.create-tables");
        reader.url(DynamoDbClients.ENDPOINT);
        reader.yesOrNo(DynamoDbLocal.SETTING);
        checkFolder(reader);
        reader.matching(DynamoDbClients.REGION, REGION, "a region of AWS, like eu-west-1");
        reader.matching("savealife.proxy.header", HEADER, "the name of one header, like X-Forwarded-For");
        reader.wholeNumber("savealife.retention.audit", 0, Retention.MAX_DAYS);
        reader.wholeNumber("savealife.session.minutes", 1, MAX_SESSION_MINUTES);
        reader.oneOf(JsonLog.KEY, "text", "json");
    }

    private static void checkZone(String zone) {
        try {
            var unused = ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            throw SettingReader.wrong(ZONE, zone, "a time zone, like Europe/Amsterdam");
        }
    }

    private static void checkLanguage(String language) {
        try {
            Language.of(language);
        } catch (IllegalArgumentException unknown) {
            var codes = Arrays.stream(Language.values()).map(Language::code).collect(Collectors.joining(", "));
            throw SettingReader.wrong(LANGUAGE, language, codes);
        }
    }

    private static void checkFolder(SettingReader reader) {
        reader.settings().apply(DynamoDbLocalGuard.FOLDER).ifPresent(folder -> {
            if (!isAbsolute(folder)) {
                throw SettingReader.wrong(DynamoDbLocalGuard.FOLDER, folder, "a whole path, like /var/lib/dynamodb");
            }
        });
    }

    private static boolean isAbsolute(String folder) {
        try {
            return Path.of(folder).isAbsolute();
        } catch (InvalidPathException none) {
            return false;
        }
    }

    private static void checkTables(SettingReader reader) {
        var allowed = "a name of 3 to 180 letters, digits and _ . -";
        reader.text(TABLE);
        reader.text(INVITATIONS_TABLE);
        var main = reader.matching(TABLE, TABLE_NAME, allowed);
        if (main.equals(reader.matching(INVITATIONS_TABLE, TABLE_NAME, allowed))) {
            throw new IllegalStateException(TABLE + " and " + INVITATIONS_TABLE + " are both \"" + main.orElse("")
                    + "\". They are two tables.");
        }
    }
}
