package org.savealife.visit.web;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.savealife.donation.DonationTimeTexts;
import org.savealife.platform.error.ConflictException;
import org.savealife.platform.error.GoneException;
import org.savealife.platform.error.InvalidFieldsException;
import org.savealife.platform.error.NotFoundException;
import org.savealife.platform.i18n.Language;
import org.savealife.platform.organisation.Organisation;
import org.savealife.platform.organisation.PlainView;
import org.savealife.platform.problem.ProblemResponse;
import org.savealife.platform.security.SealedTokens;
import org.savealife.visit.SlotTakenException;
import org.savealife.visit.Visit;
import org.savealife.visit.VisitRepository;
import org.savealife.visit.link.AnswerLinks;

/**
 * The page on which a donor answers an invitation: {@code /r/<token>}. The token identifies donor and donation, so
 * there is no cookie, no login and no CSRF token. It works without a script.
 *
 * <p>GET shows the donation, the donor's answer and the free times, and changes nothing, since programs that scan mails
 * follow links. With {@code ?at=<slot>}, as in mails, that time comes first. POST takes the fields of an
 * {@link AnswerRequest}, and leads back to the page. If somebody else was faster, the page says so with the nearest
 * free times (409). 404 if the token is not ours, 410 when the donation is over, called off or deleted, or the donor
 * is.
 */
@WebServlet(AnswerLinks.PATH + "*")
public class AnswerServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String METHODS = "GET, HEAD, POST";

    @Inject
    transient LinkedInvitations invitations;

    @Inject
    transient VisitRepository visits;

    @Inject
    transient Clock clock;

    @Inject
    transient ZoneId zone;

    @Inject
    transient Organisation organisation;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var language = Language.of(request);
        try {
            answer(language, request, response);
        } catch (NotFoundException unknown) {
            write(AnswerNotice.of(language, 404, "unknown"), request, response);
        } catch (GoneException erased) {
            write(AnswerNotice.of(language, 410, "gone"), request, response);
        } catch (RuntimeException failure) {
            var problem = ProblemResponse.of(failure);
            problem.headers().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            write(AnswerNotice.problem(language, problem.problem().status()), request, response);
        }
    }

    private void answer(Language callers, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!List.of(METHODS.split(", ")).contains(request.getMethod())) {
            response.setHeader("Allow", METHODS);
            write(AnswerNotice.problem(callers, 405), request, response);
            return;
        }
        var invited = invitations.find(SealedTokens.inPath(PlainView.path(request)), request);
        var language = Language.find(invited.donor().language()).orElse(callers);
        if (invitations.isOver(invited)) {
            write(AnswerNotice.of(language, 410, "over"), request, response);
        } else if (invited.donation().cancelled()) {
            write(AnswerNotice.calledOff(language, invited.donation(), zone), request, response);
        } else if (request.getMethod().equals("POST")) {
            take(invited, language, request, response);
        } else {
            write(view(invited, language).page(PlainView.root(request), wanted(request)), request, response);
        }
    }

    private void take(Invited invited, Language language, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var fields = new AnswerRequest(
                parameter(request, "answer"), parameter(request, "slot"), parameter(request, "reason"));
        try {
            var unused = visits.answer(
                    invited.donation(), invited.donor().id(), fields.to(invited.donation()), Visit.Via.LINK);
            PlainView.protect(response);
            response.sendRedirect("?");
        } catch (SlotTakenException taken) {
            var page = view(invited, language).page(PlainView.root(request), wanted(fields), "taken");
            write(page, request, response);
        } catch (ConflictException notNow) {
            write(view(invited, language).page(PlainView.root(request), wanted(fields), "changed"), request, response);
        } catch (InvalidFieldsException incomplete) {
            var page = view(invited, language).page(PlainView.root(request), Optional.empty());
            write(page.withStatus(400), request, response);
        }
    }

    private AnswerView view(Invited invited, Language language) {
        var donation = invited.donation();
        return new AnswerView(
                invited,
                visits.find(donation.id(), invited.donor().id()),
                visits.slots(donation),
                new DonationTimeTexts(language, zone),
                clock.instant());
    }

    private static Optional<Instant> wanted(HttpServletRequest request) {
        return moment(parameter(request, "at"));
    }

    private static Optional<Instant> wanted(AnswerRequest fields) {
        return moment(fields.slot());
    }

    /** Nothing if there is no moment in it: the link may have been cut. */
    private static Optional<Instant> moment(Optional<String> text) {
        try {
            return text.map(AnswerRequest::moment);
        } catch (IllegalArgumentException cut) {
            return Optional.empty();
        }
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name));
    }

    private void write(PlainView page, HttpServletRequest request, HttpServletResponse response) throws IOException {
        page.write(request, response, organisation);
    }
}
