package org.savealife.platform.config;

/**
 * A setting is missing or invalid, or contradicts another. The message is one line with the key (or several keys), the
 * value unless it is secret, and what is allowed.
 */
public final class InvalidSettingException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** A longer value, for example an image, is cut in messages. */
    private static final int MAX_SHOWN = 200;

    public InvalidSettingException(String message) {
        super(message);
    }

    /** The value of the key is not one of those that are allowed. */
    public static InvalidSettingException of(String key, String value, String allowed) {
        return because(key, value, "Allowed: " + allowed + ".");
    }

    /** The value of the key is invalid, and the reason tells what is allowed. */
    static InvalidSettingException because(String key, String value, String reason) {
        var wrong = Settings.isSecret(key)
                ? " cannot be used."
                : " is \"" + (value.length() > MAX_SHOWN ? value.substring(0, MAX_SHOWN) + "…" : value) + "\".";
        return new InvalidSettingException(key + wrong + " " + reason);
    }
}
