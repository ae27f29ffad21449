package org.savealife.donor;

import jakarta.annotation.PostConstruct;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.savealife.platform.Audit;
import org.savealife.platform.Caller;
import org.savealife.platform.OnlyFor;
import org.savealife.platform.Roles;
import org.savealife.platform.Texts;

/** Imports donors: a file is chosen, {@code donors-import.xhtml}, checked and imported, {@code ?job=…}. */
@Named
@ViewScoped
@OnlyFor(Roles.STAFF)
public class DonorImportPage implements Serializable {

    private static final long serialVersionUID = 1L;

    /** About a million donors. */
    private static final long MOST_BYTES = 50_000_000;

    @Inject
    transient DonorImports imports;

    @Inject
    transient Caller caller;

    @Inject
    transient Audit audit;

    @Inject
    transient Texts texts;

    @Inject
    transient HttpServletRequest request;

    private transient @Nullable Part file;
    private String job = "";

    @PostConstruct
    void load() {
        job = Optional.ofNullable(request.getParameter("job")).orElse("");
    }

    /** Keeps the file and goes to the page that shows what is in it. */
    public void check() throws IOException {
        var part = Optional.ofNullable(file).filter(chosen -> chosen.getSize() > 0);
        if (part.isEmpty() || part.get().getSize() > MOST_BYTES) {
            var text = texts.get(part.isEmpty() ? "import.no-file" : "import.too-big");
            FacesContext.getCurrentInstance()
                    .addMessage("import:file", new FacesMessage(FacesMessage.SEVERITY_ERROR, text, ""));
            return;
        }
        try (var content = part.get().getInputStream()) {
            goTo("?job=" + imports.start(caller.getName(), content));
        }
    }

    /** Imports what was checked. */
    public void proceed() {
        find().ifPresent(checked -> {
            audit.record("donor.import", job);
            imports.proceed(checked);
        });
    }

    private static void goTo(String query) throws IOException {
        var external = FacesContext.getCurrentInstance().getExternalContext();
        external.redirect(external.getRequestContextPath() + "/staff/donors-import.xhtml" + query);
    }

    private Optional<DonorImport> find() {
        return imports.find(job, caller.getName());
    }

    /** Which part of the page shows: the state's word, {@code choose} without an import, {@code gone} without the one asked for. */
    public String getStep() {
        if (job.isEmpty()) {
            return "choose";
        }
        return find().map(found -> found.state().word()).orElse("gone");
    }

    public boolean isWorking() {
        return find().map(DonorImport::isWorking).orElse(false);
    }

    public @Nullable DonorImport getImport() {
        return find().orElse(null);
    }

    /** "Import 12 donors". */
    public String getProceedLabel() {
        return texts.get(
                "import.proceed", find().map(found -> found.figures().fit()).orElse(0L));
    }

    public String getFinishedText() {
        return texts.get(
                "import.finished",
                find().map(found -> found.figures().imported()).orElse(0L));
    }

    public @Nullable Part getFile() {
        return file;
    }

    public void setFile(@Nullable Part file) {
        this.file = file;
    }
}
