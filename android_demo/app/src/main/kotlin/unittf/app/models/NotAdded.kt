package unittf.app.models

import java.io.IOException

/** Why a file was not added, apart from what it holds (that is a [unittf.core.Refusal]). */
class NotAdded(val why: Why, cause: Throwable? = null) : IOException(why.name, cause) {
    /** What went wrong. */
    enum class Why {
        /** The file is larger than a model for phones can be. */
        TOO_LARGE,

        /** The phone has no space for it. */
        NO_SPACE,

        /** It ended, or failed, while it was read. */
        BROKEN,

        /** It was gone, or not given to this app (any longer). */
        NOT_GIVEN,
    }
}
