/**
 * The answers of donors over HTTP: the page to which the link in an invitation leads, the calls of the API, and what
 * staff see of who comes. Start at {@link AnswerServlet}.
 *
 * <p>Nothing uses this room.
 */
@org.jspecify.annotations.NullMarked
package org.savealife.visit.web;
