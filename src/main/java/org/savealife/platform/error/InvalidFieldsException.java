package org.savealife.platform.error;

import java.util.List;

/** What was sent cannot be taken: the caller mends the named fields and sends it again. */
public final class InvalidFieldsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Fields.Invalid> fields;

    public InvalidFieldsException(List<Fields.Invalid> fields) {
        super("Invalid fields: " + fields.stream().map(Fields.Invalid::field).toList());
        this.fields = List.copyOf(fields);
    }

    public List<Fields.Invalid> fields() {
        return fields;
    }
}
