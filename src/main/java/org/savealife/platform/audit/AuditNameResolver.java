package org.savealife.platform.audit;

import java.util.Optional;

/** Knows by name what entries of the audit are about, which hold ids only. Beans of it are asked one after the other. */
public interface AuditNameResolver {

    /** What the entry is about; nothing where that is none of theirs, or is there no more. */
    Optional<Name> find(AuditLog.Entry entry);

    /**
     * How people know something.
     *
     * @param link where it is seen, below {@code /staff/}, {@code donor.xhtml?id=…}
     */
    record Name(String text, String link) {}
}
