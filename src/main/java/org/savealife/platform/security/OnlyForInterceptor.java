package org.savealife.platform.security;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.io.Serializable;
import java.util.Optional;

/** Implements {@link OnlyFor}. The annotation of a method overrides that of its class. */
@Interceptor
@OnlyFor("")
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class OnlyForInterceptor implements Serializable {

    private static final long serialVersionUID = 1L;

    @Inject
    transient CurrentUser caller;

    @AroundInvoke
    Object check(InvocationContext call) throws Exception {
        var method = Optional.ofNullable(call.getMethod().getAnnotation(OnlyFor.class));
        caller.check(method.orElseGet(() -> call.getMethod().getDeclaringClass().getAnnotation(OnlyFor.class))
                .value());
        return call.proceed();
    }
}
