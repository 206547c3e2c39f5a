package unittf.app.camera

import android.content.Context
import android.hardware.camera2.CameraManager
import android.os.Handler

/** The phone's own cameras. */
class Camera2Source(private val manager: CameraManager, private val handler: Handler) :
    FrameSource {
    constructor(context: Context) :
        this(
            checkNotNull(context.getSystemService(CameraManager::class.java)),
            CameraThread.handler,
        )

    private var camera: OpenCamera? = null

    override val facings: Set<Facing>
        get() = unlessRefused({ ChosenCamera.facings(manager) }, { emptySet() })

    override fun start(facing: Facing, width: Int, height: Int, listener: FrameSource.Listener) {
        stop()
        camera = OpenCamera(manager, handler, listener).also {
            handler.post { it.open(facing, width, height) }
        }
    }

    override fun stop() {
        camera?.close()
        camera = null
    }
}
