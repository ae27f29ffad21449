package org.savealife.donor;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.savealife.platform.RandomId;

/**
 * The imports of donors that this node works on, each in a temporary file that only this user may read, until it is
 * imported, or for two hours. An import belongs to the staff member who began it.
 */
@ApplicationScoped
public class DonorImports {

    private static final Duration KEPT = Duration.ofHours(2);

    @Inject
    DonorRepository donors;

    @Inject
    Clock clock;

    @Resource
    ManagedExecutorService executor;

    private final Map<String, DonorImport> imports = new ConcurrentHashMap<>();

    /** Keeps the file and begins to check it; gives the import's id. */
    String start(String owner, InputStream content) throws IOException {
        forgetOld();
        var file = Files.createTempFile("savealife-import-", ".csv");
        Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
        var id = RandomId.next();
        var fresh = new DonorImport(owner, file, donors, clock);
        imports.put(id, fresh);
        executor.execute(fresh::check);
        return id;
    }

    Optional<DonorImport> find(String id, String caller) {
        return Optional.ofNullable(imports.get(id)).filter(found -> found.isOf(caller));
    }

    /** Checks the file again, with columns where somebody says that they are. */
    void recheck(DonorImport checked, Map<DonorCsv.Column, Integer> columns) {
        if (checked.begin(columns)) {
            executor.execute(checked::check);
        }
    }

    /** Imports what was checked. Does nothing where that has begun before. */
    void proceed(DonorImport checked) {
        if (checked.begin()) {
            executor.execute(checked::importAll);
        }
    }

    private void forgetOld() {
        var limit = clock.instant().minus(KEPT);
        imports.values().removeIf(old -> {
            var over = !old.isWorking() && old.startedAt().isBefore(limit);
            if (over) {
                old.delete();
            }
            return over;
        });
    }

    @PreDestroy
    void deleteFiles() {
        imports.values().forEach(DonorImport::delete);
    }
}
