/**
 * The configuration in force. A feature has its settings in records, whose components say key, type and range
 * ({@link SettingKey}). Start at {@link SettingReader}, which reads and checks them, and {@link SettingsProducer},
 * which gives them to beans; {@link Settings} is for people.
 *
 * <p>It knows no keys of features.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.config;
