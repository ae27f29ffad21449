package org.savealife.platform.error;

import java.util.List;

/** The request has invalid fields: 400. The caller corrects the named fields and sends it again. */
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
