package org.savealife.invitation.worker;

/** Thrown where work must end before its segment does; what is left is for the next owner. */
final class TaskCancelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
