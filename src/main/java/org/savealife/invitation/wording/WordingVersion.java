package org.savealife.invitation.wording;

import java.time.Instant;
import java.util.Optional;

/**
 * What staff made of a wording.
 *
 * @param number 1 for their first change; each change is the next one
 * @param by name of the staff member
 * @param wording empty if they went back to the shipped one
 */
public record WordingVersion(long number, Instant at, String by, Optional<Wording> wording) {}
