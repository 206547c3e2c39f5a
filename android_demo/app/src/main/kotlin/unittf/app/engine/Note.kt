package unittf.app.engine

/** Why a model does not run on what was asked for, or could be fastest; told to the user. */
enum class Note {
    /** The runtime cannot use this phone's GPU, for any model. */
    GPU_MISSING,

    /** The app ended without a word while the model ran on the GPU. */
    GPU_CRASHED,

    /** The GPU gives other pictures than the processor. */
    GPU_DIFFERS,

    /** The runtime does not run this model on this GPU. */
    GPU_REFUSED,

    /** The runtime does not run this model with the threads that were asked for. */
    CHOICE_REFUSED,
}
