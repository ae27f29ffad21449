/**
 * The configuration in force, and the rules of the features for their settings. Start at {@link SettingsValidator};
 * {@link Settings} is for people.
 *
 * <p>It knows no keys of features.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.config;
