package org.savealife.platform.error;

/** An invalid field, by its name in the request, and what to do about it. */
public record InvalidField(String field, String message) {}
