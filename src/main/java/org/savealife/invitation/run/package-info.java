/**
 * What a run is for: {@link Kind}, {@link RunId}, and what a donor has replied ({@link Reply}). Values only, for all
 * rooms of this feature.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.invitation.run;
