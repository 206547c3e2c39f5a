package unittf.app.photo

import unittf.app.engine.Engine
import unittf.core.Contract
import unittf.core.RgbImage
import unittf.core.TileRunner
import java.util.concurrent.ExecutionException

/**
 * Translates tiles by the engine's model, one by one: between two tiles the camera gets its turn
 * and another model may be opened, which ends this with [ModelChanged].
 */
class EngineTiles(private val engine: Engine, override val contract: Contract) : TileRunner {
    override fun run(tile: RgbImage, into: RgbImage) {
        try {
            engine
                .run { runner ->
                    if (runner.contract != contract) throw ModelChanged()
                    runner.run(tile, into)
                }.get()
        } catch (failure: ExecutionException) {
            throw failure.cause ?: failure
        }
    }

    /** The model is the engine's. */
    override fun close() = Unit
}

/** The engine has another model than the one that a translation began with. */
class ModelChanged : Exception()
