package org.savealife.platform.audit;

import java.util.Optional;

/** Finds names for the ids in audit entries. All beans of this type are asked, one after the other. */
public interface AuditNameResolver {

    /** The name of the entry's subject; empty if it is of another kind or does not exist any more. */
    Optional<Name> find(AuditLog.Entry entry);

    /**
     * A name for people.
     *
     * @param link the page that shows it, relative to {@code /staff/}: {@code donor.xhtml?id=…}
     */
    record Name(String text, String link) {}
}
