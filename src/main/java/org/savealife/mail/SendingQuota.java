package org.savealife.mail;

/**
 * What may be sent at most, by our own configuration or by the provider.
 *
 * @param perSecond messages a second; 0 where no limit is known
 * @param leftToday messages that the provider takes within the 24 hours under way; -1 where no limit is known
 */
public record SendingQuota(double perSecond, long leftToday) {

    public static final SendingQuota UNKNOWN = new SendingQuota(0, -1);
}
