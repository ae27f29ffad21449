/**
 * What pages (Jakarta Faces) need beside their own beans: language, headers, errors, parameters and a session only where there
 * must be one. {@code faces-config.xml} and {@code web.xml} name most of it.
 *
 * <p>It knows no page.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.platform.faces;
