package org.savealife.platform.error;

import java.util.List;

/** The request has invalid fields: 400. The caller corrects the named fields and sends it again. */
public final class InvalidFieldsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<InvalidField> fields;

    public InvalidFieldsException(List<InvalidField> fields) {
        super("Invalid fields: " + fields.stream().map(InvalidField::field).toList());
        this.fields = List.copyOf(fields);
    }

    public List<InvalidField> fields() {
        return fields;
    }
}
