/** Savealife: donors sign up, staff announce blood donation events, every matching donor gets an invitation. */
@org.jspecify.annotations.NullMarked
package org.savealife;
