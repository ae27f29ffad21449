package org.savealife.staff.signin;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Tells a page that its session goes on, 204, and by being asked makes it go on; whose session is over is led to the
 * login page like everywhere below {@code /staff}. {@code staff.js} asks while somebody fills in a form.
 */
@WebServlet("/staff/session")
public class SessionServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
