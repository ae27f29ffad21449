package org.savealife.visit.web;

import java.time.ZoneId;
import java.util.List;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.i18n.MessageTranslator;
import org.savealife.visit.SlotTakenException;

/**
 * The answer to who was too late, a problem (RFC 9457) with one member more.
 *
 * @param nearest up to three slots with free seats, the nearest to the wanted one first
 */
public record TakenProblem(
        String type, String title, int status, String detail, List<InvitationBody.SlotBody> nearest) {

    static final int STATUS = 409;

    static TakenProblem of(SlotTakenException taken, Language language, ZoneId zone) {
        return new TakenProblem(
                "about:blank",
                "Conflict",
                STATUS,
                MessageTranslator.in(language.locale(), String.valueOf(taken.getMessage())),
                taken.nearest().stream()
                        .map(slot -> InvitationBody.SlotBody.of(slot, zone))
                        .toList());
    }
}
