package org.savealife.staff.signin;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Keeps the session of a page alive, and responds with 204. If the session is over, it redirects to the login page, as
 * everywhere below {@code /staff}. {@code staff.js} calls it while somebody fills in a form.
 */
@WebServlet("/staff/session")
public class SessionServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
