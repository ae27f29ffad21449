package org.savealife.staff;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.savealife.platform.Audit;
import org.savealife.platform.Cursor;
import org.savealife.platform.Fields;
import org.savealife.platform.Listing;
import org.savealife.platform.ListingQuery;
import org.savealife.platform.OnlyFor;
import org.savealife.platform.Roles;
import org.savealife.platform.Texts;

/** What staff did, newest first, for admins. The page of the list stands in the address. */
@Named
@RequestScoped
@OnlyFor(Roles.ADMIN)
public class AuditPage {

    @Inject
    Audit audit;

    @Inject
    Texts texts;

    @Inject
    HttpServletRequest request;

    private Listing<Audit.Entry> listing = new Listing<>(List.of(), Cursor.NONE);

    @PostConstruct
    void load() {
        var fields = new Fields();
        var query = ListingQuery.read(fields, Optional.empty(), Optional.ofNullable(request.getParameter("after")));
        fields.check();
        listing = audit.list(query);
    }

    public List<Audit.Entry> getEntries() {
        return listing.entries();
    }

    /** What was done, in words. */
    public String words(Audit.Entry entry) {
        return texts.get("audit." + entry.action());
    }

    /** What to give as {@code after} for the entries before these, or "". */
    public String getNext() {
        return listing.next().text();
    }

    public boolean isFirst() {
        return request.getParameter("after") == null;
    }
}
