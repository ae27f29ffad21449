package org.savealife.donor.unsubscribe;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.savealife.donor.Consent;
import org.savealife.donor.Donor;
import org.savealife.donor.store.DonorRepository;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.organisation.Organisation;
import org.savealife.platform.organisation.PlainView;
import org.savealife.platform.problem.ProblemResponse;
import org.savealife.platform.security.SealedTokens;

/**
 * The page to which the links in our mails lead: {@code /unsubscribe/<token>}. The token identifies the donor, so there
 * is no cookie, no login and no CSRF token.
 *
 * <p>GET shows a page with one button and changes nothing, since programs that scan mails follow links. POST
 * unsubscribes, whether it comes from a mail program (RFC 8058), which sends {@code List-Unsubscribe=One-Click}, or
 * from the page; the body does not matter. The page is in the donor's language, or in the browser's if the donor chose
 * none. POST with {@code ?again} undoes it, for people who clicked by mistake. Both are repeatable.
 *
 * <p>GET with {@code ?back}, the link in mails that ask donors to come back, also shows a page with one button and
 * changes nothing. POST with {@code ?back=<version>} brings the donor back, with consent to that version of the text.
 */
@WebServlet(UnsubscribeLink.PATH + "*")
public class UnsubscribeServlet extends HttpServlet {

    /** Follows the token in mails to donors who may come back. */
    public static final String BACK = "?back";

    private static final long serialVersionUID = 1L;

    private static final String METHODS = "GET, HEAD, POST";

    @Inject
    transient UnsubscribeLinks unsubscribing;

    @Inject
    transient DonorRepository donors;

    @Inject
    transient Clock clock;

    @Inject
    transient Organisation organisation;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var language = Language.of(request);
        try {
            answer(language, request, response).page().write(request, response, organisation);
        } catch (RuntimeException failure) {
            var problem = ProblemResponse.of(failure);
            problem.headers().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            UnsubscribeView.problem(language, problem.problem().status()).page().write(request, response, organisation);
        }
    }

    private UnsubscribeView answer(Language callers, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!List.of(METHODS.split(", ")).contains(request.getMethod())) {
            response.setHeader("Allow", METHODS);
            return UnsubscribeView.problem(callers, 405);
        }
        var donorId = unsubscribing.donorId(SealedTokens.inPath(PlainView.path(request)));
        if (donorId.isEmpty()) {
            return UnsubscribeView.unknown(callers);
        }
        var donor = donors.find(donorId.get());
        var language = donor.flatMap(known -> Language.find(known.language())).orElse(callers);
        var query = Optional.ofNullable(request.getQueryString()).orElse("");
        if (!request.getMethod().equals("POST")) {
            return ("?" + query).startsWith(BACK) ? shownBack(language, donor) : shown(language, donor);
        }
        if (("?" + query).startsWith(BACK)) {
            return back(language, donorId.get(), query.replaceFirst("^back=?", ""));
        }
        return query.equals("again") ? again(language, donorId.get()) : stopped(language, donorId.get());
    }

    private static UnsubscribeView shownBack(Language language, Optional<Donor> donor) {
        return donor.map(known -> known.unsubscribed()
                        ? UnsubscribeView.comingBack(language, known)
                        : UnsubscribeView.again(language))
                .orElseGet(() -> UnsubscribeView.gone(language));
    }

    /** Nobody can have agreed to a version that never existed. */
    private UnsubscribeView back(Language language, String donorId, String version) {
        var consent = Consent.VERSIONS.contains(version)
                ? new Consent(version, clock.instant(), language.code())
                : Consent.NONE;
        return donors.subscribe(donorId, consent) ? UnsubscribeView.again(language) : UnsubscribeView.gone(language);
    }

    /** A donor who has been deleted gets no more invitations either. */
    private static UnsubscribeView shown(Language language, Optional<Donor> donor) {
        return donor.filter(subscribed -> !subscribed.unsubscribed())
                .map(known -> UnsubscribeView.question(language, known))
                .orElseGet(() -> UnsubscribeView.stopped(language, donor.isPresent()));
    }

    private UnsubscribeView stopped(Language language, String donorId) {
        return UnsubscribeView.stopped(language, donors.unsubscribe(donorId, clock.instant()));
    }

    private UnsubscribeView again(Language language, String donorId) {
        return donors.subscribe(donorId) ? UnsubscribeView.again(language) : UnsubscribeView.gone(language);
    }
}
