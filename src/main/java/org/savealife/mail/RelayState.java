package org.savealife.mail;

import java.time.Instant;

/**
 * Whether the relay could be used, the last time it was needed.
 *
 * @param reachable false once the relay could not be reached, refused us, or did not answer to several messages in a row;
 *     true again from the next message it takes, and before the first one
 * @param since when that became so
 * @param lastError the last trouble with the relay, in one line; empty if there was none
 */
public record RelayState(boolean reachable, Instant since, String lastError) {}
