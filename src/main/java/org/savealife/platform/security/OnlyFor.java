package org.savealife.platform.security;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Restricts a method, or all methods of a class, to users with that role or a higher one; others get 403. For the
 * actions of pages: a button that is not shown can still be pressed with a forged request, and the container checks
 * {@code @RolesAllowed} on resources only.
 */
@Inherited
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface OnlyFor {

    /** One of {@link Roles}. */
    @Nonbinding
    String value();
}
