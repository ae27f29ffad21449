package org.savealife.mail;

import java.time.Instant;

/**
 * Whether the relay could be used when it was last needed.
 *
 * @param reachable false once the relay could not be reached, refused us, or did not reply to several messages in a
 *     row; true again from the next accepted message, and before the first one
 * @param since when that became so
 * @param lastError the last problem with the relay, in one line; "" if there was none
 */
public record RelayState(boolean reachable, Instant since, String lastError) {}
