package org.savealife.staff.admin;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.audit.AuditNameResolver;
import org.savealife.platform.error.FieldValidator;
import org.savealife.platform.faces.ViewParameters;
import org.savealife.platform.i18n.MessageBundle;
import org.savealife.platform.paging.Cursor;
import org.savealife.platform.paging.Listing;
import org.savealife.platform.paging.ListingQuery;
import org.savealife.platform.paging.Pager;
import org.savealife.platform.security.OnlyFor;
import org.savealife.platform.security.Roles;
import org.savealife.staff.StaffMember;
import org.savealife.staff.StaffRepository;

/**
 * What staff did, newest first, for admins. The address contains the filters ({@link AuditQuery}) and the page
 * ({@link Pager}).
 */
@Named
@RequestScoped
@OnlyFor(Roles.ADMIN)
public class AuditPage {

    private static final String PAGE = "audit.xhtml";

    @Inject
    AuditLog audit;

    @Inject
    @Any
    Instance<AuditNameResolver> names;

    @Inject
    StaffRepository staff;

    @Inject
    MessageBundle texts;

    @Inject
    ZoneId zone;

    private AuditQuery query = new AuditQuery("", "", "");
    private Listing<AuditLog.Entry> listing = new Listing<>(List.of(), Cursor.NONE);
    private final Map<String, Optional<AuditNameResolver.Name>> known = new HashMap<>();

    @PostConstruct
    void load() {
        query = AuditQuery.read(ViewParameters::find);
        var fields = new FieldValidator();
        var page = ListingQuery.read(fields, Optional.empty(), ViewParameters.find("after"));
        fields.check();
        listing = audit.list(query.wanted(zone), page);
    }

    public List<AuditLog.Entry> getEntries() {
        return listing.entries();
    }

    /** The action in words. */
    public String words(AuditLog.Entry entry) {
        return texts.get("audit." + entry.action());
    }

    /** The name of the subject; "" if it has none, or does not exist any more. */
    public String name(AuditLog.Entry entry) {
        return find(entry).map(AuditNameResolver.Name::text).orElse("");
    }

    /** The page of the subject, or "". */
    public String link(AuditLog.Entry entry) {
        return find(entry).map(AuditNameResolver.Name::link).orElse("");
    }

    private Optional<AuditNameResolver.Name> find(AuditLog.Entry entry) {
        var kind = entry.action().split("\\.", 2)[0];
        return known.computeIfAbsent(
                kind + " " + entry.subject(),
                one -> names.stream().flatMap(each -> each.find(entry).stream()).findFirst());
    }

    /** The address of all entries about the subject. */
    public String of(AuditLog.Entry entry) {
        return PAGE + Pager.query(new AuditQuery("", entry.subject(), "").parameters());
    }

    /** The address of all entries of that person. */
    public String by(AuditLog.Entry entry) {
        return PAGE + Pager.query(new AuditQuery(entry.caller(), "", "").parameters());
    }

    /** The people to choose from. */
    public List<String> getPeople() {
        return staff.list().stream().map(StaffMember::name).toList();
    }

    public String getWho() {
        return query.who();
    }

    public String getOf() {
        return query.of();
    }

    public String getDay() {
        return query.day();
    }

    public boolean isFiltered() {
        return !query.isForAll();
    }

    public Pager getPages() {
        return Pager.of(ViewParameters::find, PAGE, query.parameters(), "", listing.next());
    }

    /** The address of these entries as CSV. */
    public String getExport() {
        return "audit.csv" + Pager.query(query.parameters());
    }
}
