/**
 * What pages (Jakarta Faces) need in addition to their own beans: language, headers, errors, parameters, and no session
 * unless there must be one. {@code faces-config.xml} and {@code web.xml} declare most of it.
 *
 * <p>It knows no page.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.faces;
