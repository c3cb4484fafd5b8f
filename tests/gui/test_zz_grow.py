import gc, time, psutil, pytest, sys
import pyqtgraph as pg
P=psutil.Process()
@pytest.mark.parametrize("i", range(60))
def test_grow(window, i):
    if i%10==9:
        from gui.main_window import MainWindow
        print(f"\n{i} rss {P.memory_info().rss/1e6:.0f} MB cpu {time.process_time():.1f} views {len(pg.ViewBox.AllViews)} gc {gc.get_count()} {[g['collections'] for g in gc.get_stats()]}", file=sys.__stderr__)
    if i==49:
        n=gc.collect(); 
        ws=[o for o in gc.get_objects() if type(o).__name__=="MainWindow"]
        print("collected",n,"windows",len(ws),f"rss {P.memory_info().rss/1e6:.0f}", "views", len(pg.ViewBox.AllViews), file=sys.__stderr__)
        for w in ws[:2]:
            for r in gc.get_referrers(w): print("   ",type(r), str(r)[:150], file=sys.__stderr__)
