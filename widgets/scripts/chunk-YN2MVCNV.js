function n(t,e){return[...t.querySelectorAll(e)]}export{n as a};
