package unittf.core

import java.io.Closeable

/** A translator that is ready to run. Made, used and closed on one thread. */
interface TileRunner : Closeable {
    val contract: Contract

    /** Translates [tile] into [into]; both are width x height of the contract. */
    fun run(tile: RgbImage, into: RgbImage)
}
