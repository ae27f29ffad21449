/**
 * The configuration in force, and the rules that each feature has for its own settings. Start at {@link SettingsValidator}; {@link
 * Settings} is what people look at.
 *
 * <p>It knows no feature's keys.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.config;
