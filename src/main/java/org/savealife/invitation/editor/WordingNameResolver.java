package org.savealife.invitation.editor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.savealife.invitation.wording.WordingKey;
import org.savealife.platform.audit.AuditLog;
import org.savealife.platform.audit.AuditNameResolver;
import org.savealife.platform.i18n.MessageBundle;

/** Names wordings in the audit by kind and language. */
@ApplicationScoped
public class WordingNameResolver implements AuditNameResolver {

    private final MessageBundle texts;

    @Inject
    public WordingNameResolver(MessageBundle texts) {
        this.texts = texts;
    }

    @Override
    public Optional<Name> find(AuditLog.Entry entry) {
        return Optional.of(entry)
                .filter(of -> of.action().startsWith("wording."))
                .flatMap(of -> WordingKey.find(of.subject()))
                .map(key -> new Name(
                        texts.get("wording.kind." + key.kind().word()) + ", "
                                + key.language().ownName(),
                        WordingLists.link(key)));
    }
}
