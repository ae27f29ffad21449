package org.savealife.platform.security;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.io.Serializable;
import java.util.Optional;

/** Does what {@link OnlyFor} says; the one on the method counts before the one on the class. */
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
