package org.savealife.mail;

/**
 * The limits of sending, from our own configuration or the provider.
 *
 * @param perSecond messages a second; 0 if no limit is known
 * @param leftToday messages that the provider accepts within the current 24 hours; -1 if no limit is known
 */
public record SendingQuota(double perSecond, long leftToday) {

    public static final SendingQuota UNKNOWN = new SendingQuota(0, -1);
}
