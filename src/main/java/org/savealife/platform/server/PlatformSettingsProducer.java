package org.savealife.platform.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.savealife.platform.ProcessSettings;
import org.savealife.platform.RetentionSettings;
import org.savealife.platform.config.SettingsProducer;
import org.savealife.platform.dynamodb.DynamoDbSettings;
import org.savealife.platform.http.HttpSettings;
import org.savealife.platform.i18n.LanguageSettings;
import org.savealife.platform.logging.LogSettings;
import org.savealife.platform.organisation.Organisation;

/** The settings of the platform, for injection. In Facelets, the organisation is {@code #{organisation}}. */
@ApplicationScoped
public class PlatformSettingsProducer extends SettingsProducer {

    @Produces
    @Singleton
    DynamoDbSettings dynamoDb() {
        return read(DynamoDbSettings.class);
    }

    @Produces
    @Singleton
    HttpSettings http() {
        return read(HttpSettings.class);
    }

    @Produces
    @Singleton
    LanguageSettings language() {
        return read(LanguageSettings.class);
    }

    @Produces
    @Singleton
    LogSettings log() {
        return read(LogSettings.class);
    }

    @Produces
    @Named
    @Singleton
    Organisation organisation() {
        return read(Organisation.class);
    }

    @Produces
    @Singleton
    PortSettings port() {
        return read(PortSettings.class);
    }

    @Produces
    @Singleton
    ProcessSettings process() {
        return read(ProcessSettings.class);
    }

    @Produces
    @Singleton
    RetentionSettings retention() {
        return read(RetentionSettings.class);
    }
}
