/** Who may sign in, who may not, and what somebody who guesses learns. */
@org.jspecify.annotations.NullMarked
package org.savealife.staff;
