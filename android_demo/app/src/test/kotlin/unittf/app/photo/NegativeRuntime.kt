package unittf.app.photo

import unittf.app.engine.Accelerator
import unittf.app.engine.RunnerFactory
import unittf.core.Contract
import unittf.core.RgbImage
import unittf.core.TileRunner
import java.nio.ByteBuffer
import java.util.concurrent.Semaphore
import java.util.concurrent.atomic.AtomicInteger

/** A runtime that makes negatives, and can be held so that a test sees the work half done. */
class NegativeRuntime : RunnerFactory {
    override val runtime = "TFLite 2.16.1"

    /** Where the work stands still; null lets all tiles pass. */
    @Volatile
    var gate: Semaphore? = null

    /** Thrown at the next tile. */
    @Volatile
    var failure: Throwable? = null

    /** Tiles that were translated. */
    val tiles = AtomicInteger()

    /** Lets everything pass from now on. */
    fun letGo() {
        val held = gate
        gate = null
        held?.release(1_000_000)
    }

    override fun open(file: ByteBuffer, contract: Contract, accelerator: Accelerator): TileRunner =
        object : TileRunner {
            override val contract = contract

            override fun run(tile: RgbImage, into: RgbImage) {
                gate?.acquire()
                failure?.let {
                    failure = null
                    throw it
                }
                for (index in tile.bytes.indices) {
                    into.bytes[index] = (255 - tile.bytes[index]).toByte()
                }
                tiles.incrementAndGet()
            }

            override fun close() = Unit
        }
}
