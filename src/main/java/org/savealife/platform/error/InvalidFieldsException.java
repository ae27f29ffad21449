package org.savealife.platform.error;

import java.util.List;

/** What was sent cannot be taken: the caller mends the named fields and sends it again. */
public final class InvalidFieldsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<FieldValidator.Invalid> fields;

    public InvalidFieldsException(List<FieldValidator.Invalid> fields) {
        super("Invalid fields: "
                + fields.stream().map(FieldValidator.Invalid::field).toList());
        this.fields = List.copyOf(fields);
    }

    public List<FieldValidator.Invalid> fields() {
        return fields;
    }
}
