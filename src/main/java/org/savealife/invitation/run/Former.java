package org.savealife.invitation.run;

import java.time.Duration;
import java.time.Instant;

/**
 * Where and when a donation was to take place, as donors were told before it changed.
 *
 * @param length how long; zero if no end was given
 */
public record Former(String address, Instant startsAt, Duration length) {}
